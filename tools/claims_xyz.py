#!/usr/bin/env python3
"""What the XYZ paper says and what the results files say: tools/claims_xyz.py [--out DIR] writes DIR/xyz/claims.md

Every number in the columns "found" and "verdict" is computed from the files that `make figures-xyz` and `make figures-xyz_large` make in
DIR/xyz and DIR/xyz_large. The rows stand in three files: claims_xyz_spectrum.py and claims_xyz_steady.py follow the paper,
claims_xyz_large.py asks the same of larger N. To add one: a function of the files, marked with its place in the paper and its words,
that returns (found, verdict(...)), or (found, does it hold) for what the paper does not say."""
import claims_xyz_large
import claims_xyz_spectrum
import claims_xyz_steady
from claims import Claims

claim = Claims("The XYZ paper: claims and results", "xyz", claims_xyz_spectrum.claim, claims_xyz_steady.claim, claims_xyz_large.claim)

if __name__ == "__main__":
    claim.main(__doc__)
