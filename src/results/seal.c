/* Looking for the text, reading it, and the checksum of what lies between the pieces. */
#include "results/seal.h"

#include "results/checksum.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char title[] = "pilind seal of all bytes but the pieces below (offset and length, hexadecimal)\n";

/* Lengths of the lines, which are the same for all numbers. */
enum { TITLE = sizeof title - 1, HEAD = 7 + 4 + 8 + 16 + 8 + 4 + 10 + 16 + 1, PIECE = 12 + 1 + 12 + 1, END = 4 + 16 + 1 };
enum { SEARCHED = 1 << 16, PIECES_MAX = 4096, BUFFER = 1 << 16 };

static size_t text_bytes(int lines) { return TITLE + HEAD + (size_t)lines * PIECE + END + 1; }

/* The seal does not cover itself: one piece more. */
size_t seal_bytes(int pieces) { return text_bytes(pieces + 1); }

char *seal_blank(int pieces)
{
  char *text = malloc(seal_bytes(pieces));

  if (!text) return NULL;
  memset(text, ' ', seal_bytes(pieces) - 1);
  text[seal_bytes(pieces) - 1] = 0; /* H5WriteText makes room for the zero, too */
  return text;
}

static int by_offset(const void *a, const void *b)
{
  const Extent *p = a, *q = b;

  return (p->offset > q->offset) - (p->offset < q->offset);
}

/* Are they sorted, apart, and inside of the file? */
static bool are_pieces(int64_t length, int pieces, const Extent *piece)
{
  int64_t end = 0;

  for (int k = 0; k < pieces; k++) {
    if (piece[k].offset < end || piece[k].bytes < 0 || piece[k].bytes > length - piece[k].offset) return false;
    end = piece[k].offset + piece[k].bytes;
  }
  return end <= length;
}

/* Mix the bytes from `begin` to `end`. */
static bool mix_stretch(int descriptor, int64_t begin, int64_t end, uint64_t *h)
{
  static const int64_t most = BUFFER;
  char                 buffer[BUFFER];

  while (begin < end) {
    const int64_t count = end - begin < most ? end - begin : most;
    if (!bytes_read(descriptor, begin, (size_t)count, buffer)) return false;
    *h = checksum_bytes(*h, (size_t)count, buffer);
    begin += count;
  }
  return true;
}

/* The checksum of the file but for the pieces, which are sorted; where a stretch begins counts, too. */
static bool mix_rest(int descriptor, int64_t length, int pieces, const Extent *piece, uint64_t *h)
{
  int64_t begin = 0;

  *h = (uint64_t)length;
  for (int k = 0; k <= pieces; k++) {
    const int64_t end = k < pieces ? piece[k].offset : length;
    *h                = checksum_mix(*h, (uint64_t)begin);
    if (!mix_stretch(descriptor, begin, end, h)) return false;
    if (k < pieces) begin = end + piece[k].bytes;
  }
  return true;
}

static int64_t file_length(int descriptor)
{
  struct stat info;

  return fstat(descriptor, &info) ? -1 : (int64_t)info.st_size;
}

/* text[text_bytes(lines)] */
static void print_seal(int format, int64_t length, int lines, const Extent *piece, uint64_t rest, char *text)
{
  typedef unsigned long long Hex;
  size_t at = (size_t)sprintf(text, "%sformat %04x length %016llx pieces %04x checksum %016llx\n", title, (unsigned)format, (Hex)length,
                              (unsigned)lines, (Hex)rest);

  for (int k = 0; k < lines; k++) at += (size_t)sprintf(text + at, "%012llx %012llx\n", (Hex)piece[k].offset, (Hex)piece[k].bytes);
  sprintf(text + at, "end %016llx\n", (Hex)checksum_bytes(0, at, text));
}

bool seal_write(int descriptor, int format, int64_t place, int pieces, const Extent *piece)
{
  const int64_t length = file_length(descriptor);
  const int     lines  = pieces + 1;
  Extent       *sorted = malloc((size_t)lines * sizeof *sorted);
  char         *text   = malloc(text_bytes(lines));
  uint64_t      rest;
  bool          written = false;

  if (sorted && text) {
    memcpy(sorted, piece, (size_t)pieces * sizeof *sorted);
    sorted[pieces] = (Extent){place, (int64_t)text_bytes(lines)};
    qsort(sorted, (size_t)lines, sizeof *sorted, by_offset);
    if (!are_pieces(length, lines, sorted)) errno = EINVAL;
    else if (mix_rest(descriptor, length, lines, sorted, &rest)) {
      print_seal(format, length, lines, sorted, rest, text);
      written = bytes_write(descriptor, place, text_bytes(lines), text);
    }
  }
  free(sorted);
  free(text);
  return written;
}

/* The text begins with the title at a byte of the first SEARCHED ones; -1 if it is not there. */
static int64_t find_title(const char *head, int64_t count)
{
  for (int64_t at = 0; at + TITLE <= count; at++)
    if (head[at] == title[0] && !memcmp(head + at, title, TITLE)) return at;
  return -1;
}

/* A hexadecimal number of so many digits. */
static bool read_number(const char **at, int digits, uint64_t *number)
{
  char text[17] = "", *end;

  memcpy(text, *at, (size_t)digits);
  if (strspn(text, "0123456789abcdef") != (size_t)digits) return false;
  *number = strtoull(text, &end, 16);
  *at += digits;
  return true;
}

static bool read_word(const char **at, const char *word)
{
  const size_t length = strlen(word);

  if (memcmp(*at, word, length)) return false;
  *at += length;
  return true;
}

typedef struct {
  uint64_t format, length, pieces, checksum;
  Extent   piece[PIECES_MAX];
} Seal;

/* The text of `count` bytes at most as it was written; false if one character of it is not. */
static bool read_seal(const char *text, int64_t count, Seal *seal)
{
  const char *at = text + TITLE;
  uint64_t    offset, bytes, end;

  if (count < TITLE + HEAD || !read_word(&at, "format ") || !read_number(&at, 4, &seal->format) || !read_word(&at, " length ") ||
      !read_number(&at, 16, &seal->length) || !read_word(&at, " pieces ") || !read_number(&at, 4, &seal->pieces) ||
      !read_word(&at, " checksum ") || !read_number(&at, 16, &seal->checksum) || !read_word(&at, "\n"))
    return false;
  if (seal->pieces > PIECES_MAX || count < (int64_t)text_bytes((int)seal->pieces)) return false;
  for (uint64_t k = 0; k < seal->pieces; k++) {
    if (!read_number(&at, 12, &offset) || !read_word(&at, " ") || !read_number(&at, 12, &bytes) || !read_word(&at, "\n")) return false;
    seal->piece[k] = (Extent){(int64_t)offset, (int64_t)bytes};
  }
  const uint64_t sum = checksum_bytes(0, (size_t)(at - text), text);
  return read_word(&at, "end ") && read_number(&at, 16, &end) && read_word(&at, "\n") && end == sum;
}

SealState seal_check(int descriptor, int *format)
{
  const int64_t length = file_length(descriptor), count = length < SEARCHED ? length : SEARCHED;
  char         *head  = malloc(SEARCHED);
  Seal         *seal  = malloc(sizeof *seal);
  SealState     state = SEAL_ABSENT;
  uint64_t      rest;

  *format = 0;
  if (head && seal && count > 0 && bytes_read(descriptor, 0, (size_t)count, head)) {
    const int64_t at = find_title(head, count);
    if (at >= 0) {
      const bool read = read_seal(head + at, count - at, seal);
      state           = SEAL_BROKEN;
      if (read) *format = (int)seal->format;
      if (read && (int64_t)seal->length == length && are_pieces(length, (int)seal->pieces, seal->piece) &&
          mix_rest(descriptor, length, (int)seal->pieces, seal->piece, &rest) && rest == seal->checksum)
        state = SEAL_INTACT;
    }
  }
  free(head);
  free(seal);
  return state;
}
