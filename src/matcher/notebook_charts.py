"""Charts in notebooks that need no network: in JupyterLab, in VS Code and in an exported page alike."""

from typing import Any


def draw_inline() -> None:
    """Let Altair put the code of its plots beside each plot, from this machine's own copy.

    Altair's own inline output declares its names for the whole page, so that every plot but the first fails; here each
    output has a scope of its own, and the library runs once. Plots are SVG, whose words can be read and found.
    """
    import altair as alt

    alt.data_transformers.disable_max_rows()
    alt.renderers.register("matcher", _scoped)
    alt.renderers.enable("matcher")


def _scoped(spec: dict[str, Any], **options: Any) -> dict[str, str]:
    import altair as alt
    from altair.vegalite.display import HTMLRenderer

    inline = HTMLRenderer(
        mode="vega-lite",
        template="inline",
        vega_version=alt.VEGA_VERSION,
        vegaembed_version=alt.VEGAEMBED_VERSION,
        vegalite_version=alt.VEGALITE_VERSION,
        embed_options={"renderer": "svg", "actions": False},
    )
    html = inline(spec, **options)["text/html"]
    head, library, drawing = html.split('<script type="text/javascript">')
    library, between = library.split("</script>", 1)
    drawing, rest = drawing.split("</script>", 1)
    library = f"<script>if (!window.vegaEmbed) {{{library}}}</script>"
    return {"text/html": f"{head}{library}{between}<script>{{{drawing}}}</script>{rest}"}
