"""The XYZ paper: all-to-all dissipative XYZ model, its steady states, gaps and spectra."""
