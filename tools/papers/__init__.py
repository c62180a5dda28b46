"""Figures and claims of each paper: a folder a paper, and what their claims share."""
