/* Which terms of a Liouvillian: all, or -i[H, .] or the dissipation alone. */
#ifndef PILIND_PHYSICS_GENERATORS_PART_H
#define PILIND_PHYSICS_GENERATORS_PART_H

typedef enum { LIOUVILLIAN_HAMILTONIAN = 1, LIOUVILLIAN_DISSIPATION = 2, LIOUVILLIAN_ALL = 3 } LiouvillianPart;

#endif
