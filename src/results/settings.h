/* Settings as text: one line "key = value" for everything that the input means. Reading it, and what two of them differ in. */
#ifndef PILIND_RESULTS_SETTINGS_H
#define PILIND_RESULTS_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A line of the text: its key and its value, neither ended by a zero. */
typedef struct {
  const char *key, *value;
  size_t      key_length, value_length;
} SettingsLine;

/* The line that begins at *at, and on to the next one. False at the end. A line without " = " is a key without value. */
bool settings_next(const char **at, SettingsLine *line);

/* The line of a key; false if there is none. */
bool settings_find(const char *text, const char *key, size_t key_length, SettingsLine *line);

/* Are the values the same text? */
bool settings_equal(const SettingsLine *a, const SettingsLine *b);

/* The numbers of a value, "0.5" or "[1, 2, 3]": malloc'ed for the caller. False if it is anything else. *listed: had it brackets? */
bool settings_numbers(const SettingsLine *line, int64_t *count, double **values, bool *listed);

/* What differs first, in words: "Jx = 0.6 there, 0.5 here". Lists are told by their length and ends. False if nothing does. */
bool settings_difference(const char *theirs, const char *ours, size_t size, char *words);

#endif
