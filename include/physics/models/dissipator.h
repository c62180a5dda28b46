/* Dissipators of the symmetric sector as two tables.

   A channel is a Lindblad jump, local (sum_i D[A_i]) or collective (D[sum_i A_i]/(N-1)); Pauli matrices throughout.
   Its loss term acts as -(l(m) + l(m'))/2 on rho_j;mm', its gain is a sum of table rows: the element (j; m, m') feeds
   (j+dj; m+dm, m'+dmp) with  scale(N, block of j) * left(j, m) * right(j, m').
   Closed forms of Chase & Geremia, PRA 78, 052101 (2008); Shammah et al., PRA 98, 063815 (2018).
   To add a dissipator: one channel row, its gain rows, one parameter row in xyz.c. */
#ifndef PILIND_PHYSICS_MODELS_DISSIPATOR_H
#define PILIND_PHYSICS_MODELS_DISSIPATOR_H

typedef enum {
  CHANNEL_LOSS,                 /* sum_i D[sigma-_i]        */
  CHANNEL_PUMP,                 /* sum_i D[sigma+_i]        */
  CHANNEL_DEPHASING,            /* sum_i D[sigma^z_i]       */
  CHANNEL_COLLECTIVE_LOSS,      /* D[sum_i sigma-_i]/(N-1)  */
  CHANNEL_COLLECTIVE_PUMP,      /* D[sum_i sigma+_i]/(N-1)  */
  CHANNEL_COLLECTIVE_DEPHASING, /* D[sum_i sigma^z_i]/(N-1) */
  CHANNEL_COUNT
} Channel;

/* Rate at which jumps leave |j, m>, that is <A+A>, for a unit rate. */
typedef struct {
  const char *param; /* the parameter that is its rate */
  double (*loss)(int N, double j, double m);
} ChannelSpec;

typedef struct {
  Channel channel;
  int     dj, dm, dmp;
  double (*scale)(int N, int block);
  double (*left)(double j, double m);
  double (*right)(double j, double mp);
} GainTerm;

extern const ChannelSpec channels[CHANNEL_COUNT];
enum { GAIN_TERMS = 12 };
extern const GainTerm gain_terms[GAIN_TERMS];

#endif
