/* Zero of a function of one variable between two points where it has opposite signs. */
#ifndef PILIND_PHYSICS_NUMERICS_ROOTS_H
#define PILIND_PHYSICS_NUMERICS_ROOTS_H

/* Chandrupatla's method (Adv. Eng. Software 28, 145 (1997)), to rounding. NaN if f(a) and f(b) have one sign or one is NaN; an
   end that is a zero is returned. */
double root_between(double (*f)(double x, void *context), void *context, double a, double b);

#endif
