/* The seal: any byte outside of the pieces is covered, none inside of them, and no text in a file is too strange to be read. */
#include "results/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { LENGTH = 9000, PLACE = 700, PIECES = 3 };
static const Extent pieces[PIECES] = {{6000, 100}, {3000, 1}, {6100, 2000}}; /* in no order, two of them touching, up to a gap at the end */

typedef struct {
  int  descriptor;
  char bytes[LENGTH];
} File;

/* A file of random bytes, sealed. */
static int setup(void **state)
{
  char  name[] = "/tmp/pilind_seal_XXXXXX";
  File *f      = malloc(sizeof *f);

  if (!f || (f->descriptor = mkstemp(name)) < 0) return 1;
  unlink(name);
  srand(3);
  for (int i = 0; i < LENGTH; i++) f->bytes[i] = (char)rand();
  if (!bytes_write(f->descriptor, 0, LENGTH, f->bytes) || !seal_write(f->descriptor, 2, PLACE, PIECES, pieces)) return 1;
  if (!bytes_read(f->descriptor, 0, LENGTH, f->bytes)) return 1;
  *state = f;
  return 0;
}

static int teardown(void **state)
{
  File *f = *state;

  close(f->descriptor);
  free(f);
  return 0;
}

static SealState check(const File *f)
{
  int format;

  return seal_check(f->descriptor, &format);
}

static bool is_covered(int64_t at)
{
  for (int k = 0; k < PIECES; k++)
    if (at >= pieces[k].offset && at < pieces[k].offset + pieces[k].bytes) return false;
  return true;
}

static void test_intact(void **state)
{
  const File *f = *state;
  int         format;

  assert_int_equal(seal_check(f->descriptor, &format), SEAL_INTACT);
  assert_int_equal(format, 2);
}

/* Of the whole file, byte by byte; only the text's ending zero stands for nothing. */
static void test_every_byte(void **state)
{
  const File   *f    = *state;
  const int64_t zero = PLACE + (int64_t)seal_bytes(PIECES) - 1;

  for (int64_t at = 0; at < LENGTH; at++) {
    const char flipped = (char)(f->bytes[at] ^ (1 << at % 8));
    assert_true(bytes_write(f->descriptor, at, 1, &flipped));
    const SealState found = check(f);
    assert_true(bytes_write(f->descriptor, at, 1, &f->bytes[at]));
    if (at == zero || !is_covered(at)) assert_int_equal(found, SEAL_INTACT);
    else assert_int_not_equal(found, SEAL_INTACT);
  }
  assert_int_equal(check(f), SEAL_INTACT);
}

static void test_length(void **state)
{
  const File *f    = *state;
  const char  more = 0;

  assert_true(bytes_write(f->descriptor, LENGTH, 1, &more));
  assert_int_equal(check(f), SEAL_BROKEN);
  for (int length = LENGTH - 1; length >= 0; length -= 61) {
    assert_int_equal(ftruncate(f->descriptor, length), 0);
    assert_int_not_equal(check(f), SEAL_INTACT);
  }
  assert_int_equal(ftruncate(f->descriptor, 0), 0);
  assert_int_equal(check(f), SEAL_ABSENT);
}

/* Pieces that overlap or lie outside are refused, so that nothing can be sealed wrongly. */
static void test_wrong_pieces(void **state)
{
  const File  *f       = *state;
  const Extent wrong[] = {{LENGTH - 10, 11}, {-1, 2}, {PLACE - 1, 2}, {100, -5}, {INT64_MAX - 1, 10}};

  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
    errno = 0;
    assert_false(seal_write(f->descriptor, 2, PLACE, 1, &wrong[k]));
    assert_int_equal(errno, EINVAL);
  }
  const Extent twice[] = {{100, 10}, {109, 1}};
  assert_false(seal_write(f->descriptor, 2, PLACE, 2, twice));
}

/* A text that begins like a seal and goes on as random bytes, or as a seal with wrong numbers. */
static void test_strange_texts(void **state)
{
  const File *f      = *state;
  const int   length = (int)seal_bytes(PIECES);

  for (int trial = 0; trial < 2000; trial++) {
    char text[2000];
    memcpy(text, f->bytes + PLACE, (size_t)length);
    for (int n = rand() % 20 + 1; n > 0; n--)
      text[80 + rand() % (length - 81)] = trial % 2 ? "0123456789abcdef \n"[rand() % 18] : (char)rand();
    if (!memcmp(text, f->bytes + PLACE, (size_t)length)) continue;
    assert_true(bytes_write(f->descriptor, PLACE, (size_t)length, text));
    assert_int_not_equal(check(f), SEAL_INTACT);
  }
  for (int cut = 1; cut < length; cut++) { /* the seal at the very end of the file, and torn */
    assert_true(bytes_write(f->descriptor, PLACE, (size_t)length, f->bytes + PLACE));
    assert_int_equal(ftruncate(f->descriptor, PLACE + cut), 0);
    assert_int_not_equal(check(f), SEAL_INTACT);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(test_intact, setup, teardown),
    cmocka_unit_test_setup_teardown(test_every_byte, setup, teardown),
    cmocka_unit_test_setup_teardown(test_length, setup, teardown),
    cmocka_unit_test_setup_teardown(test_wrong_pieces, setup, teardown),
    cmocka_unit_test_setup_teardown(test_strange_texts, setup, teardown),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
