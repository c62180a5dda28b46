/* Candidates for the angle about z are the in-plane principal axes of Re K, of the squares and of the fields of H. */
#include "physics/models/frame.h"

#include "physics/models/symmetry.h"

#include <math.h>
#include <string.h>

enum { X, Y, Z, AXES };
static const double noise = 1e-14;

/* c w with every letter replaced by its sum. */
static PolynomialError add_rotated(const PolynomialWord *w, double complex c, const double R[9], int at, Polynomial *out)
{
  PolynomialWord  word  = *w;
  PolynomialError error = POLYNOMIAL_OK;

  if (at == w->degree) return polynomial_add_word(out, c, w);
  for (int b = 0; b < AXES && error == POLYNOMIAL_OK; b++) {
    const double r  = R[AXES * w->letter[at] + b];
    word.letter[at] = (unsigned char)b;
    if (r != 0) error = add_rotated(&word, r * c, R, at + 1, out);
  }
  return error;
}

PolynomialError polynomial_rotated(const Polynomial *P, const double R[9], Polynomial *out)
{
  PolynomialError error = POLYNOMIAL_OK;

  *out = polynomial_zero(P->basis);
  for (int k = 0; k < P->count && error == POLYNOMIAL_OK; k++) {
    PolynomialWord word = P->term[k].word;
    word.degree         = P->term[k].word.degree;
    error               = add_rotated(&word, P->term[k].c, R, 0, out);
  }
  polynomial_clean(out);
  return error;
}

/* L = v.sigma */
static void vector_of(const double complex L[4], double complex v[AXES])
{
  v[X] = (L[1] + L[2]) / 2;
  v[Y] = I * (L[1] - L[2]) / 2;
  v[Z] = (L[0] - L[3]) / 2;
}

static void matrix_of(const double complex v[AXES], double complex L[4])
{
  L[0] = v[Z], L[1] = v[X] - I * v[Y];
  L[2] = v[X] + I * v[Y], L[3] = -v[Z];
}

/* v'_b = sum_a v_a R_ab, parts that are rounding of larger ones dropped. */
static void rotate_vector(const double complex v[AXES], const double R[9], double complex out[AXES])
{
  double size = 0;

  for (int a = 0; a < AXES; a++) size += cabs(v[a]);
  for (int b = 0; b < AXES; b++) {
    const double complex x = v[X] * R[AXES * X + b] + v[Y] * R[AXES * Y + b] + v[Z] * R[AXES * Z + b];
    out[b]                 = (fabs(creal(x)) > noise * size ? creal(x) : 0) + I * (fabs(cimag(x)) > noise * size ? cimag(x) : 0);
  }
}

/* A jump may be s- or s+ but for rounding: its matrix, too, is cleaned. */
static void clean_matrix(double complex L[4])
{
  double size = 0;

  for (int i = 0; i < 4; i++) size = fmax(size, cabs(L[i]));
  for (int i = 0; i < 4; i++)
    L[i] = (fabs(creal(L[i])) > noise * size ? creal(L[i]) : 0) + I * (fabs(cimag(L[i])) > noise * size ? cimag(L[i]) : 0);
}

PolynomialError lindbladian_rotated(const Lindbladian *l, const double R[9], Lindbladian *out)
{
  *out                  = lindbladian_empty(l->N, l->basis);
  PolynomialError error = polynomial_rotated(&l->H, R, &out->H);

  for (int k = 0; k < l->locals && error == POLYNOMIAL_OK; k++) {
    double complex v[AXES], w[AXES], L[4];
    vector_of(l->local[k].L, v);
    rotate_vector(v, R, w);
    matrix_of(w, L);
    clean_matrix(L);
    error = lindbladian_add_local(out, l->local[k].rate, L);
  }
  for (int k = 0; k < l->collectives && error == POLYNOMIAL_OK; k++) {
    Polynomial C;
    error = polynomial_rotated(&l->collective[k].C, R, &C);
    if (error == POLYNOMIAL_OK) error = lindbladian_add_collective(out, l->collective[k].rate, &C);
    polynomial_free(&C);
  }
  return error;
}

/* Kossakowski matrix in x, y, z of the local jumps; where there are none, of the linear collective ones. */
static void kossakowski(const Lindbladian *l, double complex K[AXES][AXES])
{
  double complex v[AXES];

  memset(K, 0, AXES * sizeof *K);
  for (int k = 0; k < l->locals; k++) {
    vector_of(l->local[k].L, v);
    for (int a = 0; a < AXES; a++)
      for (int b = 0; b < AXES; b++) K[a][b] += l->local[k].rate * v[a] * conj(v[b]);
  }
  for (int k = 0; k < l->collectives && l->locals == 0; k++) {
    const Polynomial *C = &l->collective[k].C;
    memset(v, 0, sizeof v);
    for (int t = 0; t < C->count; t++)
      if (C->term[t].word.degree == 1) v[C->term[t].word.letter[0]] = C->term[t].c;
    for (int a = 0; a < AXES; a++)
      for (int b = 0; b < AXES; b++) K[a][b] += l->collective[k].rate * v[a] * conj(v[b]);
  }
}

/* Unit vector to which repeated products with the positive matrix Re K lead: its principal axis. False: no axis is singled out. */
static bool principal_axis(double complex K[AXES][AXES], double n[AXES])
{
  double trace = 0, growth = 0, last;

  for (int a = 0; a < AXES; a++) trace += creal(K[a][a]);
  n[X] = 0.3, n[Y] = 0.5, n[Z] = 0.8;
  for (int step = 0; step < 2000; step++) {
    double m[AXES] = {0}, size = 0;
    for (int a = 0; a < AXES; a++)
      for (int b = 0; b < AXES; b++) m[a] += creal(K[a][b]) * n[b];
    for (int a = 0; a < AXES; a++) size += m[a] * m[a];
    last = growth, growth = sqrt(size);
    if (!(growth > 0)) return false;
    for (int a = 0; a < AXES; a++) n[a] = m[a] / growth;
    if (step > 10 && fabs(growth - last) < 1e-16 * trace) break;
  }
  return growth > 0.34 * trace;
}

/* The shortest rotation that carries n to z: columns are the new axes in the old ones. */
static void carry_to_z(const double n[AXES], double R[9])
{
  const double across = hypot(n[X], n[Y]);

  memset(R, 0, 9 * sizeof *R);
  R[0] = R[4] = R[8] = 1;
  if (across < noise && n[Z] > 0) return;
  const double u[2] = {across < noise ? 1 : n[X] / across, across < noise ? 0 : n[Y] / across}, c = n[Z];
  /* x' = cos u - sin z in the plane of n and z, y' across it, then turned back so that only the tilt is left */
  R[0] = u[0] * u[0] * c + u[1] * u[1], R[1] = u[0] * u[1] * (c - 1), R[2] = n[X];
  R[3] = u[0] * u[1] * (c - 1), R[4] = u[1] * u[1] * c + u[0] * u[0], R[5] = n[Y];
  R[6] = -n[X], R[7] = -n[Y], R[8] = c;
  if (across < noise) R[2] = R[5] = R[6] = R[7] = 0;
}

static void turn(const double R[9], double angle, double out[9])
{
  const double c = cos(angle), s = sin(angle);

  for (int a = 0; a < AXES; a++) {
    out[3 * a]     = R[3 * a] * c + R[3 * a + 1] * s;
    out[3 * a + 1] = -R[3 * a] * s + R[3 * a + 1] * c;
    out[3 * a + 2] = R[3 * a + 2];
  }
  for (int i = 0; i < 9; i++)
    if (fabs(out[i]) < noise) out[i] = 0;
}

/* How general a model looks: classes of its group, then pairs of different jumps that mix; s- with s+ keeps the parity. */
static int generality(const Lindbladian *l)
{
  const SpinJumps jumps = lindbladian_spin_jumps(l);
  SpinSymmetry    s;
  int             score = 0;

  if (!spin_symmetry(l, &s)) return 1000;
  for (unsigned bits = s.group; bits; bits >>= 1) score += 20 * (int)(bits & 1);
  if (s.u1) score -= 10;
  for (int q = 0; q < SPIN_JUMPS; q++)
    for (int r = 0; r < SPIN_JUMPS; r++)
      if (q != r && jumps.K[q][r] != 0) score += q == SPIN_Z || r == SPIN_Z ? 2 : 1;
  return score;
}

static int generality_in(const Lindbladian *l, const double R[9])
{
  Lindbladian rotated;
  const int   score = lindbladian_rotated(l, R, &rotated) == POLYNOMIAL_OK ? generality(&rotated) : 1000;

  lindbladian_free(&rotated);
  return score;
}

/* In-plane axes of what is left after the first rotation. */
static int angles(const Lindbladian *l, double angle[4])
{
  double complex K[AXES][AXES];
  double         xx = 0, yy = 0, xy = 0, x = 0, y = 0;
  int            count = 0;

  kossakowski(l, K);
  for (int k = 0; k < l->H.count; k++) {
    const PolynomialWord *w = &l->H.term[k].word;
    const double          c = creal(l->H.term[k].c);
    if (w->degree == 1 && w->letter[0] != Z) *(w->letter[0] == X ? &x : &y) += c;
    if (w->degree != 2 || w->letter[1] == Z) continue;
    if (w->letter[0] == w->letter[1]) *(w->letter[0] == X ? &xx : &yy) += c;
    else xy += c;
  }
  angle[count++] = 0;
  if (fabs(creal(K[X][Y])) > 0) angle[count++] = 0.5 * atan2(2 * creal(K[X][Y]), creal(K[X][X] - K[Y][Y]));
  if (xy != 0) angle[count++] = 0.5 * atan2(xy, xx - yy);
  if (x != 0 || y != 0) angle[count++] = atan2(y, x);
  return count;
}

bool lindbladian_best_frame(const Lindbladian *l, double R[9])
{
  static const double identity[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  double complex      K[AXES][AXES];
  double              n[AXES], tilt[9], candidate[9], angle[4], trace = 0, size;
  Lindbladian         tilted;
  int                 best  = generality(l);
  bool                found = false;

  memcpy(R, identity, sizeof identity);
  kossakowski(l, K);
  for (int a = 0; a < AXES; a++) trace += creal(K[a][a]);
  n[X] = cimag(K[Y][Z]), n[Y] = cimag(K[Z][X]), n[Z] = cimag(K[X][Y]);
  size = sqrt(n[X] * n[X] + n[Y] * n[Y] + n[Z] * n[Z]);
  if (size > 1e-12 * trace)
    for (int a = 0; a < AXES; a++) n[a] /= size;
  else if (!principal_axis(K, n)) n[X] = n[Y] = 0, n[Z] = 1;
  carry_to_z(n, tilt);
  if (lindbladian_rotated(l, tilt, &tilted) == POLYNOMIAL_OK) {
    const int count = angles(&tilted, angle);
    for (int k = 0; k < count; k++) {
      turn(tilt, angle[k], candidate);
      const int score = generality_in(l, candidate);
      if (score >= best) continue;
      best = score, found = true;
      memcpy(R, candidate, sizeof candidate);
    }
  }
  lindbladian_free(&tilted);
  return found;
}
