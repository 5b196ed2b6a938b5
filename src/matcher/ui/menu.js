// Closes the menu of a narrow window when another page was chosen; Streamlit does so on telephones only.
export default function ({ data }) {
  const menu = window.innerWidth < 768 && document.querySelector(".stSidebar[data-collapsed=false]");
  if (menu && window.matcherPage !== undefined && window.matcherPage !== data.page)
    menu.querySelector("[data-testid=stSidebarCollapseButton] button").click();
  window.matcherPage = data.page;
}
