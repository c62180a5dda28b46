/* A Lindbladian of at most two-site terms as two maps of one-site operators in the Heisenberg picture, for any number of levels d. With
   O_0 = 1 and the Hermitian O_1 ... O_n, n = d^2-1 (physics/algebra/site_basis.h), everything is real:

     one site             O_a       ->  sum_b l_ab O_b,
     two different sites  O_a x O_c ->  sum_be w_ac,be O_b x O_e        (what the pair as an unordered pair of sites adds).

   From H: i[h, .]; local jumps: D^+[L] O = L^+ O L - {L^+L, O}/2; a collective jump C = sum_n A(n): D^+[A] on one site, and on two
   A_P^+ O A_Q - {A_P^+ A_Q, O}/2 over both orders. In the averages over states that do not change when sites are exchanged, p_m = <O_x1
   O_x2 ...> on different sites (m_a letters a, m_0 = N - sum m_a),

     dp_m/dt = sum_a m_a l_ab p_(m-a+b) + sum_(a<=c) n_ac w_ac,be p_(m-a-c+b+e),   n_ac = m_a m_c, n_aa = m_a (m_a-1)/2,

   which is exact. One product of N equal sites with <O_a> = x_a moves as dx_a/dt = sum_b (l_ab + (N-1) sum_e w_a0,be x_e) x_b, x_0 = 1. */
#ifndef PILIND_PHYSICS_MOMENTS_SITE_MAPS_H
#define PILIND_PHYSICS_MOMENTS_SITE_MAPS_H

#include "physics/models/lindbladian.h"

typedef struct {
  int     n, N;
  double *one;  /* [(n+1)^2]  l_ab at a (n+1) + b */
  double *pair; /* [(n+1)^4]  w_ac,be at ((a (n+1) + c) (n+1) + b) (n+1) + e */
} SiteMaps;

typedef enum {
  SITE_MAPS_OK,
  SITE_MAPS_MEMORY,
  SITE_MAPS_DEGREE /* a term of H couples three sites or more, a collective jump two or more, or there is a mode */
} SiteMapsError;

/* Release with site_maps_free (also after an error). */
SiteMapsError site_maps_create(const Lindbladian *l, SiteMaps *maps);
void          site_maps_free(SiteMaps *maps);

/* The same maps in the basis O'_a = sum_b V_ab (O_b - point_b), O'_0 = 1; U = V^-1, row-major [n*n] like V. False if memory is short;
   release with site_maps_free (also then). */
bool site_maps_displaced(const SiteMaps *maps, const double *point, const double *V, const double *U, SiteMaps *displaced);

static inline double site_one(const SiteMaps *m, int a, int b) { return m->one[a * (m->n + 1) + b]; }
static inline double site_pair(const SiteMaps *m, int a, int c, int b, int e)
{
  const long size = m->n + 1;
  return m->pair[((a * size + c) * size + b) * size + e];
}

#endif
