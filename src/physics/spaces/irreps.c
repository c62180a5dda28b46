/* Partitions of N with at most four rows: enumeration, dimensions, multiplicities, bounds.

   Multiplicities are quotients of factorials that overflow long before their value does. They are kept as exponents of
   primes: every factor n of the quotient is split into its primes, the exponents are added, and the product of what is left has
   only integers as partial products, so it is exact as long as it fits a double. */
#include "physics/spaces/irreps.h"

#include <math.h>
#include <string.h>

Partition partition_first(int N) { return (Partition){{N, 0, 0, 0}}; }

bool partition_next(Partition *lambda)
{
  int *row = lambda->row, rest = row[IRREP_ROWS - 1];

  /* take a box from the lowest row that can give one, and pour it and all boxes below into the rows below it */
  for (int i = IRREP_ROWS - 2; i >= 0; i--) {
    const int below = IRREP_ROWS - 1 - i;
    if (row[i] - 1 >= 0 && (row[i] - 1) * below >= rest + 1) {
      row[i]--;
      rest++;
      for (int k = i + 1; k < IRREP_ROWS; k++) {
        row[k] = rest < row[k - 1] ? rest : row[k - 1];
        rest -= row[k];
      }
      return true;
    }
    rest += row[i];
  }
  return false;
}

int partition_count(int N)
{
  int       count  = 1;
  Partition lambda = partition_first(N);

  while (partition_next(&lambda)) count++;
  return count;
}

int64_t irrep_dimension(const Partition *lambda)
{
  int64_t product = 1;

  for (int i = 0; i < IRREP_ROWS; i++)
    for (int j = i + 1; j < IRREP_ROWS; j++) product *= lambda->row[i] - lambda->row[j] + j - i;
  return product / 12;
}

static int smallest_prime_factor(int n)
{
  for (int p = 2; p * p <= n; p++)
    if (n % p == 0) return p;
  return n;
}

/* power[p]: exponent of the prime p in the multiplicity; zero elsewhere. */
static void multiplicity_powers(const Partition *lambda, int power[IRREP_N_MAX + IRREP_ROWS])
{
  const int N = partition_size(lambda);

  memset(power, 0, (IRREP_N_MAX + IRREP_ROWS) * sizeof *power);
  for (int n = 2; n <= N; n++) power[n]++;
  for (int i = 0; i < IRREP_ROWS; i++) {
    const int Li = lambda->row[i] + IRREP_ROWS - 1 - i;
    for (int n = 2; n <= Li; n++) power[n]--;
    for (int j = i + 1; j < IRREP_ROWS; j++) power[Li - (lambda->row[j] + IRREP_ROWS - 1 - j)]++;
  }
  power[1] = 0;
  for (int n = N + IRREP_ROWS - 1; n > 1; n--) {
    const int p = smallest_prime_factor(n);
    if (p == n) continue;
    power[p] += power[n];
    power[n / p] += power[n];
    power[n] = 0;
  }
}

double irrep_multiplicity(const Partition *lambda)
{
  int    power[IRREP_N_MAX + IRREP_ROWS];
  double product = 1;

  multiplicity_powers(lambda, power);
  for (int p = 2; p < partition_size(lambda) + IRREP_ROWS; p++)
    for (int k = 0; k < power[p]; k++) product *= p;
  return product;
}

double irrep_log_multiplicity(const Partition *lambda)
{
  int    power[IRREP_N_MAX + IRREP_ROWS];
  double sum = 0;

  multiplicity_powers(lambda, power);
  for (int p = 2; p < partition_size(lambda) + IRREP_ROWS; p++) sum += power[p] * log(p);
  return sum;
}

double irrep_gap_bound(const XyzModel *model, const Partition *lambda)
{
  const double *rate       = model->rate;
  const double  collective = (rate[CHANNEL_COLLECTIVE_LOSS] - rate[CHANNEL_COLLECTIVE_PUMP]) / (model->N - 1);
  const double  k          = (rate[CHANNEL_LOSS] + rate[CHANNEL_PUMP]) / 2;
  const double  d          = rate[CHANNEL_LOSS] - rate[CHANNEL_PUMP] + collective;
  const double  r          = hypot(k, d / 2);
  const double  flip       = k + 2 * rate[CHANNEL_DEPHASING]; /* decay of sigma^x and sigma^y */
  const int    *l          = lambda->row;

  /* -e1 = k - r <= flip always; the two others are sorted */
  if (flip <= k + r) return (k - r) * l[0] + flip * (l[1] + l[2]) + (k + r) * l[3];
  return (k - r) * l[0] + (k + r) * l[1] + flip * (l[2] + l[3]);
}
