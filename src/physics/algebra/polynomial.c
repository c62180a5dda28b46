/* Words in canonical order. S_b S_a with b > a becomes S_a S_b + [S_b, S_a]; a^q ad^p = sum_k k! C(q,k) C(p,k) ad^(p-k) a^(q-k). */
#include "physics/algebra/polynomial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

Polynomial polynomial_zero(const SiteBasis *basis) { return (Polynomial){.basis = basis}; }

void polynomial_free(Polynomial *p)
{
  free(p->term);
  p->term  = NULL;
  p->count = p->room = 0;
}

static int compare(const PolynomialWord *a, const PolynomialWord *b)
{
  if (a->degree != b->degree) return a->degree - b->degree;
  const int letters = memcmp(a->letter, b->letter, (size_t)a->degree);
  if (letters) return letters;
  return a->create != b->create ? a->create - b->create : a->annihilate - b->annihilate;
}

/* Merge a word that is in order; terms are sorted by their words. */
static PolynomialError merge(Polynomial *p, double complex c, double weight, const PolynomialWord *word)
{
  int at = 0;

  while (at < p->count && compare(&p->term[at].word, word) < 0) at++;
  if (at < p->count && compare(&p->term[at].word, word) == 0) {
    p->term[at].c += c;
    p->term[at].weight += weight;
    return POLYNOMIAL_OK;
  }
  if (p->count == p->room) {
    const int       room = p->room ? 2 * p->room : 8;
    PolynomialTerm *term = realloc(p->term, (size_t)room * sizeof *term);
    if (!term) return POLYNOMIAL_MEMORY;
    p->term = term;
    p->room = room;
  }
  memmove(p->term + at + 1, p->term + at, (size_t)(p->count - at) * sizeof *p->term);
  p->term[at] = (PolynomialTerm){*word, c, weight};
  p->count++;
  return POLYNOMIAL_OK;
}

/* Put letters in order from the first pair that is not. */
static PolynomialError add_ordered(Polynomial *p, double complex c, double weight, const PolynomialWord *word)
{
  int             at    = 0;
  PolynomialError error = POLYNOMIAL_OK;

  while (at + 1 < word->degree && word->letter[at] <= word->letter[at + 1]) at++;
  if (at + 1 >= word->degree) return merge(p, c, weight, word);
  PolynomialWord swapped = *word, shorter = *word;
  swapped.letter[at]     = word->letter[at + 1];
  swapped.letter[at + 1] = word->letter[at];
  error                  = add_ordered(p, c, weight, &swapped);
  memmove(shorter.letter + at + 1, word->letter + at + 2, (size_t)(word->degree - at - 2));
  shorter.letter[--shorter.degree] = 0;
  for (int e = 0; e < p->basis->letters && error == POLYNOMIAL_OK; e++) {
    const double f = site_structure(p->basis, word->letter[at], word->letter[at + 1], e);
    if (f == 0) continue;
    shorter.letter[at] = (unsigned char)e;
    error              = add_ordered(p, c * I * f, weight * fabs(f), &shorter);
  }
  return error;
}

PolynomialError polynomial_add_word(Polynomial *p, double complex c, const PolynomialWord *word)
{
  return c == 0 ? POLYNOMIAL_OK : add_ordered(p, c, cabs(c), word);
}

PolynomialError polynomial_add(Polynomial *p, double complex c, const Polynomial *q)
{
  PolynomialError error = POLYNOMIAL_OK;

  for (int k = 0; k < q->count && error == POLYNOMIAL_OK; k++)
    error = merge(p, c * q->term[k].c, cabs(c) * q->term[k].weight, &q->term[k].word);
  polynomial_clean(p);
  return error;
}

static double falling(int n, int k) { return k == 0 ? 1 : n * falling(n - 1, k - 1); }

/* The words of one product: letters one after the other, the mode in normal order. */
static PolynomialError add_product(Polynomial *out, const PolynomialTerm *s, const PolynomialTerm *t)
{
  PolynomialWord  word   = s->word;
  PolynomialError error  = POLYNOMIAL_OK;
  const int       create = s->word.create + t->word.create, annihilate = s->word.annihilate + t->word.annihilate;
  double          quanta = 1; /* k! C(q,k) C(p,k) */

  if (s->word.degree + t->word.degree > POLYNOMIAL_DEGREE_MAX || create > POLYNOMIAL_QUANTA_MAX || annihilate > POLYNOMIAL_QUANTA_MAX)
    return POLYNOMIAL_DEGREE;
  memcpy(word.letter + word.degree, t->word.letter, (size_t)t->word.degree);
  word.degree += t->word.degree;
  for (int k = 0; k <= s->word.annihilate && k <= t->word.create && error == POLYNOMIAL_OK; k++) {
    quanta          = falling(s->word.annihilate, k) * falling(t->word.create, k) / falling(k, k);
    word.create     = (unsigned char)(create - k);
    word.annihilate = (unsigned char)(annihilate - k);
    error           = add_ordered(out, quanta * s->c * t->c, quanta * s->weight * t->weight, &word);
  }
  return error;
}

PolynomialError polynomial_multiply(const Polynomial *p, const Polynomial *q, Polynomial *out)
{
  PolynomialError error = POLYNOMIAL_OK;

  *out = polynomial_zero(p->basis);
  for (int k = 0; k < p->count; k++)
    for (int l = 0; l < q->count && error == POLYNOMIAL_OK; l++) error = add_product(out, &p->term[k], &q->term[l]);
  polynomial_clean(out);
  return error;
}

PolynomialError polynomial_adjoint(const Polynomial *p, Polynomial *out)
{
  PolynomialError error = POLYNOMIAL_OK;

  *out = polynomial_zero(p->basis);
  for (int k = 0; k < p->count && error == POLYNOMIAL_OK; k++) {
    const PolynomialWord *word    = &p->term[k].word;
    PolynomialWord        reverse = {.degree = word->degree, .create = word->annihilate, .annihilate = word->create};
    for (int i = 0; i < word->degree; i++) reverse.letter[i] = word->letter[word->degree - 1 - i];
    error = add_ordered(out, conj(p->term[k].c), p->term[k].weight, &reverse);
  }
  polynomial_clean(out);
  return error;
}

PolynomialError polynomial_add_site(Polynomial *p, double complex c, const double complex *A, int N)
{
  double complex  coefficient[SITE_LEVELS_MAX * SITE_LEVELS_MAX];
  PolynomialWord  word  = {0};
  PolynomialError error = polynomial_add_word(p, c * N * site_expand(p->basis, A, coefficient), &word);

  word.degree = 1;
  for (int a = 0; a < p->basis->letters && error == POLYNOMIAL_OK; a++) {
    word.letter[0] = (unsigned char)a;
    error          = polynomial_add_word(p, c * coefficient[a], &word);
  }
  polynomial_clean(p);
  return error;
}

/* Real and imaginary parts by themselves: they belong to different symmetry classes. */
void polynomial_clean(Polynomial *p)
{
  int kept = 0;

  for (int k = 0; k < p->count; k++) {
    PolynomialTerm *t     = &p->term[k];
    const double    noise = 1e-15 * t->weight;
    double          re = creal(t->c), im = cimag(t->c);
    if (fabs(re) <= noise) re = 0;
    if (fabs(im) <= noise) im = 0;
    t->c = re + I * im;
    if (t->c != 0) p->term[kept++] = *t;
  }
  p->count = kept;
}

int polynomial_degree(const Polynomial *p)
{
  int degree = 0;

  for (int k = 0; k < p->count; k++)
    if (p->term[k].word.degree > degree) degree = p->term[k].word.degree;
  return degree;
}

double polynomial_size(const Polynomial *p)
{
  double size = 0;

  for (int k = 0; k < p->count; k++) size = fmax(size, cabs(p->term[k].c));
  return size;
}

double polynomial_bound(const Polynomial *p, int N)
{
  double sum = 0;

  for (int k = 0; k < p->count; k++) sum += cabs(p->term[k].c) * pow(N, p->term[k].word.degree);
  return sum;
}

double polynomial_anti_hermitian(const Polynomial *p)
{
  Polynomial adjoint;
  double     size = -1;

  if (polynomial_adjoint(p, &adjoint) == POLYNOMIAL_OK && polynomial_add(&adjoint, -1, p) == POLYNOMIAL_OK)
    size = polynomial_size(&adjoint);
  polynomial_free(&adjoint);
  return size;
}

bool polynomial_is_spin(const Polynomial *p)
{
  for (int k = 0; k < p->count; k++)
    if (p->term[k].word.create || p->term[k].word.annihilate) return false;
  return true;
}

bool polynomial_is_number(const Polynomial *p, double complex *number)
{
  *number = p->count ? p->term[0].c : 0;
  return p->count == 0 || (p->count == 1 && p->term[0].word.degree == 0 && !p->term[0].word.create && !p->term[0].word.annihilate);
}
