/* Exact identities of a steady state, as a certificate that does not know the solver: balances Tr(O L rho) = 0 that close on the
   moments of physics/observables/moments.h. With P_aa = <S_a^2> - N, X = <SxSy + SySx>/2 and the rates g, u (local emission, pumping),
   p (dephasing), G, U, Q (the same, collective, with their 1/(N-1)):

     O = Sz    2 (Jx-Jy) X/(N-1) + 2 hx <Sy> - 2 hy <Sx> - g (<Sz>+N) - u (<Sz>-N)
                 - G (<Sx^2+Sy^2>/2 + <Sz>) + U (<Sx^2+Sy^2>/2 - <Sz>) = 0                                  for every model,
     O = S^2   (g+u+4p) (Pxx+Pyy) + 2 (g+u) Pzz + 2 (g-u)(N-1) <Sz> = 0                                     for every model,
     O = Sx^2, Sy^2  (Jz-Jx) (k Pxx + F) = (Jy-Jz) (k Pyy - F), k = g+u+4p, F = 4 hz X + 4 Q <Sx^2-Sy^2>    if hx = hy = G = U = 0.

   Derivation: H and all collective jumps commute with S^2 = 3N + sum_(i != l) sigma_i.sigma_l, and one spin obeys
   D+[sigma^x,y] = -(k/2) sigma^x,y, D+[sigma^z] = -(g+u) sigma^z - (g-u). In i[H, Sx^2] = ((Jy-Jz) K)/(N-1) - 4 hz X and
   i[H, Sy^2] = ((Jz-Jx) K)/(N-1) + 4 hz X the cubic moment K = <{Sx,{Sy,Sz}}> is the same (Jacobi) and is eliminated.
   For local emission alone these are Sxx + Syy + 2 Szz + 2 Mz = 0 and (Jz-Jx) Sxx = (Jy-Jz) Syy. */
#ifndef PILIND_PHYSICS_OBSERVABLES_IDENTITIES_H
#define PILIND_PHYSICS_OBSERVABLES_IDENTITIES_H

#include "physics/observables/moments.h"
#include "physics/models/xyz.h"

/* The largest violation of those that hold for the model: |sum of the terms| over the sum of how large they could be, |factor| times the
   largest value that its moment takes in any state. So it is a lower bound of the largest error of a moment, relative to its scale,
   whatever the size of the terms themselves; rounding alone leaves about 1e-16. moment[k] = Tr(O_k rho), a state of trace one. */
double identity_violation(const XyzModel *model, const double moment[MOMENT_COUNT]);

#endif
