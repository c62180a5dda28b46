/* The combinatorial number system of y_i = x_i + i; copies of one letter are taken together. */
#include "physics/occupation/index.h"

#include <stdlib.h>
#include <string.h>

double occupation_count(int n, int N)
{
  double count = 1;

  for (int k = 1; k <= n; k++) count = count * (N + k) / k; /* each of them is a whole number */
  return count;
}

/* off_k and the sums by the rule of Pascal's triangle: C(x+j, j+1) = C(x+j-1, j) (x+j)/(j+1). */
static void fill(OccupationIndex *index)
{
  const int n = index->n, N = index->N;

  for (int k = 0; k <= N + 1; k++) {
    int64_t c = k > 0; /* C(k-1+n, n) */
    for (int i = 1; i <= n && k > 0; i++) c = c * (k - 1 + i) / i;
    index->offset[k] = c;
  }
  for (int x = 0; x < n; x++) {
    int64_t *sum = index->sum + (int64_t)x * (N + 1), c = 1;
    sum[0] = 0;
    for (int i = 0; i < N; i++) {
      c          = c * (x + i) / (i + 1);
      sum[i + 1] = sum[i] + c;
    }
  }
  index->size = index->offset[N + 1];
}

bool occupation_index_create(int n, int N, OccupationIndex *index)
{
  *index = (OccupationIndex){.n = n, .N = N};
  if (occupation_count(n, N) >= (double)INT32_MAX) return false;
  index->offset = malloc(((size_t)N + 2) * sizeof *index->offset);
  index->sum    = malloc((size_t)n * ((size_t)N + 1) * sizeof *index->sum);
  if (!index->offset || !index->sum) return false;
  fill(index);
  return true;
}

void occupation_index_free(OccupationIndex *index)
{
  free(index->offset);
  free(index->sum);
  *index = (OccupationIndex){0};
}

int64_t occupation_rank(const OccupationIndex *index, const uint16_t *m)
{
  const int64_t *sum  = index->sum;
  int64_t        rank = 0;
  int            k    = 0;

  for (int a = 0; a < index->n; a++, sum += index->N + 1) {
    if (!m[a]) continue;
    rank += sum[k + m[a]] - sum[k];
    k += m[a];
  }
  return rank + index->offset[k];
}

void occupation_unrank(const OccupationIndex *index, int64_t rank, uint16_t *m)
{
  int k = 0, x = index->n - 1;

  memset(m, 0, (size_t)index->n * sizeof *m);
  while (k < index->N && index->offset[k + 1] <= rank) k++;
  rank -= index->offset[k];
  for (int i = k - 1; i >= 0; i--) {
    const int64_t *sum = index->sum + (int64_t)x * (index->N + 1);
    while (sum[i + 1] - sum[i] > rank) x--, sum -= index->N + 1;
    rank -= sum[i + 1] - sum[i];
    m[x]++;
  }
}

void occupation_next(int n, uint16_t *m)
{
  int a = 0;

  while (a < n && !m[a]) a++;
  const int count = a < n ? m[a] : 0;
  if (a < n) m[a] = 0;
  if (a >= n - 1) m[0] = (uint16_t)(count + 1); /* the last one of its number of letters, or the empty one */
  else {
    m[a + 1]++;
    m[0] = (uint16_t)(m[0] + count - 1);
  }
}
