/* A block of charge k keeps the elements (b + k, b), low <= b < size - k. */
#include "physics/spaces/dicke_charge.h"

#include <stdlib.h>

static int parts_of(const DickeBasis *basis) { return basis->charge > 0 && !basis->real ? 2 : 1; }

DickeBox dicke_box_all(int N) { return (DickeBox){0, dicke_blocks(N) - 1, 0, N}; }

/* Values of m, and the lowest of them, that a box keeps of a block; both 0 where it keeps no element. */
static void cut_block(const DickeBasis *basis, const DickeBox *box, int block, int *size, int *low)
{
  const int whole = basis->N + 1 - 2 * block, top = box->top - block + 1, bottom = box->bottom - block;

  *size = top < whole ? top : whole;
  *low  = bottom > 0 ? bottom : 0;
  if (block < box->first || block > box->last || *size - basis->charge <= *low) *size = *low = 0;
}

bool dicke_basis_create_charge(int N, int charge, bool real, double scaling, const DickeBox *box, DickeBasis *basis)
{
  const int last = box->last < dicke_blocks(N) - 1 ? box->last : dicke_blocks(N) - 1, blocks = last + 1;

  *basis       = (DickeBasis){.N       = N,
                              .parity  = charge % 2 ? DICKE_ODD : DICKE_EVEN,
                              .scaling = scaling,
                              .blocks  = blocks,
                              .charged = true,
                              .charge  = charge,
                              .real    = real,
                              .box     = *box};
  basis->size  = malloc((size_t)blocks * sizeof *basis->size);
  basis->low   = malloc((size_t)blocks * sizeof *basis->low);
  basis->first = malloc(((size_t)blocks + 1) * sizeof *basis->first);
  if (!basis->size || !basis->low || !basis->first) return false;
  basis->first[0] = 0;
  for (int k = 0; k < blocks; k++) {
    cut_block(basis, box, k, &basis->size[k], &basis->low[k]);
    const int64_t elements = basis->size[k] > 0 ? basis->size[k] - charge - basis->low[k] : 0;
    basis->first[k + 1]    = basis->first[k] + elements * parts_of(basis);
  }
  return true;
}

double dicke_charge_dimension(int N, int charge, bool real, const DickeBox *box)
{
  const DickeBasis shape = {.N = N, .charge = charge, .real = real};
  double           sum   = 0;

  for (int k = box->first; k <= box->last && k < dicke_blocks(N); k++) {
    int size, low;
    cut_block(&shape, box, k, &size, &low);
    if (size > 0) sum += size - charge - low;
  }
  return sum * parts_of(&shape);
}

int64_t dicke_charge_index(const DickeBasis *basis, DickeElement e)
{
  return basis->first[e.block] + (int64_t)(basis->size[e.block] - 1 - e.a) * parts_of(basis) + e.part;
}

DickeElement dicke_charge_element(const DickeBasis *basis, int block, int64_t index)
{
  const int64_t at    = index - basis->first[block];
  const int     parts = parts_of(basis), a = basis->size[block] - 1 - (int)(at / parts);

  return (DickeElement){block, a, a - basis->charge, (int)(at % parts)};
}

DickeElement dicke_charge_next(const DickeBasis *basis, DickeElement e)
{
  if (e.part + 1 < parts_of(basis)) return (DickeElement){e.block, e.a, e.b, 1};
  if (e.b > basis->low[e.block]) return (DickeElement){e.block, e.a - 1, e.b - 1, 0};
  for (int block = e.block + 1; block < basis->blocks; block++)
    if (basis->size[block] > 0) return (DickeElement){block, basis->size[block] - 1, basis->size[block] - 1 - basis->charge, 0};
  return (DickeElement){.block = basis->blocks};
}

void dicke_edges(const DickeBasis *basis, DickeElement e, int reach, bool side[DICKE_SIDES])
{
  const DickeBox *box = &basis->box;

  side[DICKE_FIRST]  = box->first > 0 && e.block == box->first;
  side[DICKE_LAST]   = e.block == box->last && box->last > 0 && basis->N - 2 * e.block > 1;
  side[DICKE_BOTTOM] = box->bottom > 0 && e.b + e.block - box->bottom < reach;
  side[DICKE_TOP]    = box->top < basis->N && box->top - e.a - e.block < reach;
}

bool dicke_at_edge(const DickeBasis *basis, DickeElement e, int reach)
{
  bool side[DICKE_SIDES];

  dicke_edges(basis, e, reach, side);
  return side[DICKE_FIRST] || side[DICKE_LAST] || side[DICKE_BOTTOM] || side[DICKE_TOP];
}
