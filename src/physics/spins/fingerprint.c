/* FNV-1a over everything that the Lindbladian says, in two independent 64-bit streams, cut into pieces that a double holds exactly. */
#include "physics/spins/spin_model.h"

#include <stddef.h>

typedef struct {
  uint64_t a, b;
} Stream;

static void feed(Stream *s, const void *bytes, size_t size)
{
  for (size_t i = 0; i < size; i++) {
    const uint64_t byte = ((const unsigned char *)bytes)[i];
    s->a                = (s->a ^ byte) * 0x100000001B3u;
    s->b                = (s->b ^ (byte + 0x9Eu)) * 0x100000001B3u;
  }
}

static void feed_number(Stream *s, double x)
{
  const double number = x == 0 ? 0 : x; /* -0 is 0 */
  feed(s, &number, sizeof number);
}

static void feed_polynomial(Stream *s, const Polynomial *p)
{
  for (int k = 0; k < p->count; k++) {
    const PolynomialWord *w = &p->term[k].word;
    feed(s, &w->degree, sizeof w->degree);
    feed(s, w->letter, (size_t)w->degree);
    feed_number(s, creal(p->term[k].c));
    feed_number(s, cimag(p->term[k].c));
  }
  feed(s, "|", 1);
}

void spin_fingerprint(const SpinModel *model, double key[SPIN_FINGERPRINT])
{
  const Lindbladian *l = &model->l;
  Stream             s = {0xCBF29CE484222325u, 0x84222325CBF29CE4u};

  feed_polynomial(&s, &l->H);
  for (int k = 0; k < l->locals; k++) {
    feed_number(&s, l->local[k].rate);
    for (int i = 0; i < 4; i++) {
      feed_number(&s, creal(l->local[k].L[i]));
      feed_number(&s, cimag(l->local[k].L[i]));
    }
  }
  for (int k = 0; k < l->collectives; k++) {
    feed_number(&s, l->collective[k].rate);
    feed_polynomial(&s, &l->collective[k].C);
  }
  key[0] = model->N;
  key[1] = (double)(s.a >> 32), key[2] = (double)(s.a & 0xFFFFFFFFu);
  key[3] = (double)(s.b >> 32), key[4] = (double)(s.b & 0xFFFFFFFFu);
}
