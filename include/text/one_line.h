/* Messages are one line of text, whatever the input put into them. */
#ifndef PILIND_TEXT_ONE_LINE_H
#define PILIND_TEXT_ONE_LINE_H

/* In place: control characters become blanks, bytes that are no UTF-8, as a cut leaves them, become '?'. Returns the text. */
char *one_line(char *text);

#endif
