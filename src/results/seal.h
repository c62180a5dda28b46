/* The seal of a results file: a checksum of all its bytes that never change once it is made. That is everything but the data of the
   points and of the attempts, which carry checksums of their own: the structure that HDF5 keeps, axes, names, units, texts.

   A file with an intact seal has the shape that it was made with, and HDF5 can be trusted to read it: the check needs no HDF5, which
   a damaged structure may lead anywhere. The seal is a text, a dataset of the file made before all others and so near its beginning;
   it lists the pieces of the file that it does not cover.

     pilind seal of all bytes but the pieces below (offset and length, hexadecimal)
     format FFFF length LLLLLLLLLLLLLLLL pieces PPPP checksum CCCCCCCCCCCCCCCC
     OOOOOOOOOOOO BBBBBBBBBBBB      one line a piece
     end EEEEEEEEEEEEEEEE           checksum of the text above */
#ifndef PILIND_RESULTS_SEAL_H
#define PILIND_RESULTS_SEAL_H

#include "results/bytes.h"

typedef enum { SEAL_ABSENT, SEAL_BROKEN, SEAL_INTACT } SealState;

/* Length of the text for so many pieces, the ending zero included. */
size_t seal_bytes(int pieces);

/* A text of that length that has the place until the seal is known; malloc'ed for the caller, NULL without memory. */
char *seal_blank(int pieces);

/* Write the seal of a complete file into its place. The pieces need no order, and may touch but not overlap. False, with errno, if
   reading or writing fails; EINVAL if the pieces are not in the file or overlap. */
bool seal_write(int descriptor, int format, int64_t place, int pieces, const Extent *piece);

/* Look for the seal and check it. *format is that of the seal where there is one. */
SealState seal_check(int descriptor, int *format);

#endif
