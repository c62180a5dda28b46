/* Classes of words. In the Dicke basis Sx, Sz are real, Sy is imaginary; Sx, Sy have bands +-1, Sz none. */
#include "physics/models/symmetry.h"

#include <math.h>
#include <string.h>

enum { LETTERS = 3 };

static void count_letters(const PolynomialWord *word, int count[LETTERS])
{
  memset(count, 0, LETTERS * sizeof *count);
  for (int i = 0; i < word->degree; i++) count[word->letter[i]]++;
}

WordClass spin_word_class(const PolynomialWord *word, double complex part)
{
  int n[LETTERS];

  count_letters(word, n);
  return (WordClass){(n[SITE_X] + n[SITE_Y]) % 2, (n[SITE_Y] + (creal(part) == 0)) % 2};
}

/* Call `visit` with the class of the real and of the imaginary part of every coefficient. */
typedef void (*ClassVisitor)(void *context, WordClass c);

static void each_class(const Polynomial *P, ClassVisitor visit, void *context)
{
  for (int k = 0; k < P->count; k++) {
    const double complex c = P->term[k].c;
    if (P->term[k].word.degree == 0) continue;
    if (creal(c) != 0) visit(context, spin_word_class(&P->term[k].word, creal(c)));
    if (cimag(c) != 0) visit(context, spin_word_class(&P->term[k].word, I * cimag(c)));
  }
}

static unsigned class_bit(int parity, int part) { return 1u << (2 * parity + part); }

static void add_generator(unsigned *group, int parity, int part)
{
  unsigned grown = *group;

  for (int g = 0; g < 4; g++)
    if (*group >> g & 1) grown |= class_bit((g >> 1) ^ parity, (g & 1) ^ part);
  *group = grown;
}

static void hamiltonian_class(void *context, WordClass c)
{
  SpinSymmetry *s = context;

  add_generator(&s->group, c.parity, !c.imaginary);
  s->real          = s->real && !c.imaginary;
  s->even          = s->even && !c.parity;
  s->strong_parity = s->strong_parity && !c.parity;
}

/* Classes of a jump's parts relative to the first. */
typedef struct {
  SpinSymmetry *symmetry;
  bool          begun;
  WordClass     first;
} JumpClasses;

static void jump_class(void *context, WordClass c)
{
  JumpClasses *j = context;

  if (!j->begun) j->first = c;
  j->begun = true;
  add_generator(&j->symmetry->group, c.parity ^ j->first.parity, c.imaginary ^ j->first.imaginary);
  j->symmetry->strong_parity = j->symmetry->strong_parity && !c.parity;
}

static void kossakowski_classes(const double complex K[SPIN_JUMPS][SPIN_JUMPS], SpinSymmetry *s)
{
  static const int step[SPIN_JUMPS] = {[SPIN_DOWN] = -1, [SPIN_UP] = +1, [SPIN_Z] = 0};

  for (int q = 0; q < SPIN_JUMPS; q++)
    for (int r = 0; r < SPIN_JUMPS; r++) {
      const int parity = (step[q] - step[r]) & 1;
      if (K[q][r] == 0) continue;
      if (step[q] != 0) s->strong_parity = s->strong_u1 = false;
      if (q == r) continue;
      s->u1 = s->strong_u1 = false;
      if (creal(K[q][r]) != 0) add_generator(&s->group, parity, 0);
      if (cimag(K[q][r]) != 0) add_generator(&s->group, parity, 1);
    }
}

/* [Sz, P] = step P, the step (in units of 2, that of Sp) from its largest coefficient. 0: it is not so; 1: it is; -1: memory. */
static int moves_by_a_step(const Polynomial *P, double *step)
{
  Polynomial      Sz = polynomial_zero(P->basis), left = {0}, right = {0};
  PolynomialError error  = polynomial_add_word(&Sz, 1, &(PolynomialWord){.degree = 1, .letter = {SITE_Z}});
  int             result = -1;

  if (error == POLYNOMIAL_OK) error = polynomial_multiply(&Sz, P, &left);
  if (error == POLYNOMIAL_OK) error = polynomial_multiply(P, &Sz, &right);
  if (error == POLYNOMIAL_OK) error = polynomial_add(&left, -1, &right);
  *step = 0;
  for (int k = 0; k < P->count && error == POLYNOMIAL_OK; k++)
    for (int l = 0; l < left.count; l++)
      if (cabs(P->term[k].c) == polynomial_size(P) && !memcmp(&left.term[l].word, &P->term[k].word, sizeof left.term[l].word))
        *step = creal(left.term[l].c / P->term[k].c);
  if (error == POLYNOMIAL_OK) error = polynomial_add(&left, -*step, P);
  if (error == POLYNOMIAL_OK) result = polynomial_size(&left) <= 1e-14 * polynomial_size(P);
  polynomial_free(&Sz);
  polynomial_free(&left);
  polynomial_free(&right);
  return result;
}

/* Rotation by pi about x changes the sign of Sy and Sz. */
static bool reflects(const Polynomial *H)
{
  for (int k = 0; k < H->count; k++) {
    int n[LETTERS];
    count_letters(&H->term[k].word, n);
    if ((n[SITE_Y] + n[SITE_Z]) % 2) return false;
  }
  return true;
}

bool spin_symmetry(const Lindbladian *l, SpinSymmetry *s)
{
  const SpinJumps jumps = lindbladian_spin_jumps(l);
  double          step;

  *s = (SpinSymmetry){.group         = CLASS_EVEN_RE,
                      .u1            = true,
                      .strong_parity = true,
                      .strong_u1     = true,
                      .real          = true,
                      .even          = true,
                      .conserves_j   = l->locals == 0,
                      .reflects      = reflects(&l->H)};
  each_class(&l->H, hamiltonian_class, s);
  const int commutes = moves_by_a_step(&l->H, &step);
  if (commutes < 0) return false;
  s->diagonal = commutes && step == 0;
  if (!s->diagonal) s->u1 = s->strong_u1 = false;
  kossakowski_classes(jumps.K, s);
  kossakowski_classes(jumps.Kc, s);
  for (int c = 0; c < l->collectives; c++) {
    JumpClasses classes = {.symmetry = s};
    if (polynomial_degree(&l->collective[c].C) < 2) continue;
    each_class(&l->collective[c].C, jump_class, &classes);
    const int fixed = moves_by_a_step(&l->collective[c].C, &step);
    if (fixed < 0) return false;
    if (!fixed) s->u1 = false;
    if (!fixed || step != 0) s->strong_u1 = false;
  }
  return true;
}
