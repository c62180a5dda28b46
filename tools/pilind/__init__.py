"""Python side of pilind: reading results files, running the program, finite-size analysis, the style of figures."""
