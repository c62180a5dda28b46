/* The mean field of any Lindbladian: the equations of motion of m_a = <O_a>, a = 1 ... d^2-1 (physics/algebra/site_basis.h; for two levels
   the Bloch vector), in a product state of N equal sites. They are polynomials in m, with coefficients at the N of the Lindbladian: a word
   of degree g couples a site to (N-1)(N-2)...(N-g+1) ordered sets of others, and letters that meet on one site are multiplied there. Jumps
   that are polynomials of degree 2 and more enter to leading order in 1/N.

     dm_a/dt = sum_terms c m_x m_y ... */
#ifndef PILIND_PHYSICS_MEANFIELD_POLYNOMIAL_FLOW_H
#define PILIND_PHYSICS_MEANFIELD_POLYNOMIAL_FLOW_H

#include "physics/models/lindbladian.h"

typedef struct {
  int           equation, degree;
  double        c;
  unsigned char x[POLYNOMIAL_DEGREE_MAX]; /* ascending */
} FlowTerm;

typedef struct {
  int       n, count, room; /* n = d^2 - 1 unknowns */
  FlowTerm *term;
} PolynomialFlow;

/* False if memory is short; polynomial_flow_free accepts what a failure leaves. */
bool polynomial_flow_create(const Lindbladian *l, PolynomialFlow *flow);
void polynomial_flow_free(PolynomialFlow *flow);

/* f[a] = dm_a/dt; J[a + n b] = d f_a / d m_b (column-major). */
void polynomial_flow_rhs(const PolynomialFlow *flow, const double *m, double *f);
void polynomial_flow_jacobian(const PolynomialFlow *flow, const double *m, double *J);

/* Two levels: M <- where the flow goes from M, until no component moves faster than 1e-4 rate; a limit cycle leaves its last point. By
   classical Runge-Kutta in steps of half the fastest time. False where numbers are none. */
bool polynomial_flow_follow(const PolynomialFlow *flow, double rate, double M[3]);

#endif
