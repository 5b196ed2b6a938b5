"""Closeness of meaning: sentence encoders, the passages they read, their vectors and where those are kept."""

from matcher.semantic.encoder import GRAIN, Encoder, whole_grains
from matcher.semantic.encoders import MINILM, encoder_for, is_installed
from matcher.semantic.store import VectorStore

__all__ = ["GRAIN", "MINILM", "Encoder", "VectorStore", "encoder_for", "is_installed", "whole_grains"]
