"""The Ising paper: two coupled fully-connected Ising models in mean field."""
