/* Moment problems of the XYZ model for the tests: parameters in a list, observables by their strings. */
#ifndef PILIND_TESTS_SOLVERS_XYZ_PROBLEM_H
#define PILIND_TESTS_SOLVERS_XYZ_PROBLEM_H

#include "mpi_main.h"
#include "physics/algebra/expression.h"
#include "physics/models/xyz_lindbladian.h"
#include "solvers/moments/steady.h"

enum { XYZ_MOMENTS = 5 }; /* Mz, Sxx, Syy, Szz, Sxy */
static const char *const xyz_moment_text[XYZ_MOMENTS] = {"Sz/N", "(Sx^2 - N)/(N*(N-1))", "(Sy^2 - N)/(N*(N-1))", "(Sz^2 - N)/(N*(N-1))",
                                                         "(Sx*Sy + Sy*Sx)/(2*N*(N-1))"};

typedef struct {
  double N, Jx, Jy, Jz, hx, hz, gamma, gamma_up, gamma_phi;
} XyzPoint;

typedef struct {
  Lindbladian   model;
  Polynomial    polynomial[XYZ_MOMENTS];
  MomentProblem problem;
} XyzCase;

static inline void xyz_case_create(const XyzPoint *at, double tol, XyzCase *c)
{
  const double          point[XYZ_PARAMS] = {[XYZ_N]          = at->N,
                                             [XYZ_JX]         = at->Jx,
                                             [XYZ_JY]         = at->Jy,
                                             [XYZ_JZ]         = at->Jz,
                                             [XYZ_HX]         = at->hx,
                                             [XYZ_HZ]         = at->hz,
                                             [XYZ_GAMMA]      = at->gamma,
                                             [XYZ_GAMMA_UP]   = at->gamma_up,
                                             [XYZ_GAMMA_PHI]  = at->gamma_phi,
                                             [XYZ_SPIN_SCALE] = 1};
  const ExpressionScope scope             = {.basis = &site_pauli, .N = at->N};
  const XyzModel        model             = xyz_model(point);
  ExpressionError       error;

  assert_true(xyz_lindbladian(&model, &c->model));
  for (int k = 0; k < XYZ_MOMENTS; k++) assert_true(expression_collective(xyz_moment_text[k], &scope, &c->polynomial[k], &error));
  c->problem = (MomentProblem){.model      = &c->model,
                               .count      = XYZ_MOMENTS,
                               .polynomial = c->polynomial,
                               .values     = XYZ_MOMENTS,
                               .firm       = XYZ_MOMENTS,
                               .sought     = XYZ_MOMENTS,
                               .tol        = tol};
}

static inline void xyz_case_free(XyzCase *c)
{
  for (int k = 0; k < XYZ_MOMENTS; k++) polynomial_free(&c->polynomial[k]);
  lindbladian_free(&c->model);
}

#endif
