"""All claims of the XYZ paper as one table. The rows stand in files of their own: claims_spectrum.py to claims_collective.py follow the
paper, papers/xyz_large/claims.py asks the same of larger N.

To add one: a function of the files, marked with its place in the paper and its words, that returns (found, verdict(...)), or
(found, does it hold) for what the paper does not say."""

from papers.claims import Claims
from papers.xyz import claims_anisotropy, claims_collective, claims_spectrum, claims_steady
from papers.xyz_large import claims as claims_large

parts = (claims_spectrum, claims_steady, claims_anisotropy, claims_collective, claims_large)
claim = Claims("xyz", *(part.claim for part in parts), title="The XYZ paper: claims and results")
