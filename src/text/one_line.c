/* UTF-8 by its lead bytes. */
#include "text/one_line.h"

/* Bytes of the character that begins here; 0 if none does. */
static int character_length(const unsigned char *c)
{
  const int length = c[0] < 0x80                   ? 1
                     : c[0] >= 0xc2 && c[0] < 0xe0 ? 2
                     : c[0] >= 0xe0 && c[0] < 0xf0 ? 3
                     : c[0] >= 0xf0 && c[0] < 0xf5 ? 4
                                                   : 0;

  for (int k = 1; k < length; k++)
    if ((c[k] & 0xc0) != 0x80) return 0;
  return length;
}

char *one_line(char *text)
{
  for (unsigned char *c = (unsigned char *)text; *c;) {
    const int length = character_length(c);
    if (length == 0) *c++ = '?';
    else {
      if (*c < 0x20 || *c == 0x7f) *c = ' ';
      c += length;
    }
  }
  return text;
}
