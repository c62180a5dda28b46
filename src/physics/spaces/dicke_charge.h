/* Index maps of the bases of one charge m - m' (include/physics/spaces/dicke.h): a block holds one diagonal, from its top down, Re and Im
   of an element adjacent. */
#ifndef PILIND_PHYSICS_SPACES_DICKE_CHARGE_H
#define PILIND_PHYSICS_SPACES_DICKE_CHARGE_H

#include "physics/spaces/dicke.h"

int64_t      dicke_charge_index(const DickeBasis *basis, DickeElement e);
DickeElement dicke_charge_element(const DickeBasis *basis, int block, int64_t index);
DickeElement dicke_charge_next(const DickeBasis *basis, DickeElement e);

#endif
