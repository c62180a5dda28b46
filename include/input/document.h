/* The input file: YAML as a tree of nodes (text/node.h), each with its line and column.

   What a file may hold: one map of keys; values are scalars, lists, maps. Keys of the outermost map ignore case, those below it do
   not; a key twice is refused, and so are anchors, aliases, tags and a second document, none of which has a meaning here.

   How a model with keys of its own gets at them: its row names them (ModelSpec.keys, physics/models/param.h), with what each
   takes (scalar, list, map); what stands under them is refused for every other model. Its make() is given the document's root and
   makes the rows of its parameters from it: node_find(root, "dissipators", true) and so on; objection_set() says what is wrong
   where. The nodes live as long as the Config. */
#ifndef PILIND_INPUT_DOCUMENT_H
#define PILIND_INPUT_DOCUMENT_H

#include "operators/petsc.h"
#include "plan/verdict.h"
#include "text/node.h"
#include "text/objection.h"

typedef struct {
  char  path[PETSC_MAX_PATH_LEN];
  char *text; /* the whole file */
  Node  root; /* a map */
} Document;

/* Read the file on rank 0 and parse it on every rank. Collective over PETSC_COMM_WORLD; what is wrong is the verdict on all ranks.
   Release with DocumentDestroy in any case. */
PetscErrorCode DocumentRead(const char *path, Document *document, Verdict *verdict);
void           DocumentDestroy(Document *document);

/* The parsing alone: false with an objection, and nothing to release. */
bool DocumentParse(const char *text, size_t length, Node *root, Objection *objection);

/* An objection as a verdict: "FILE, line 3, column 5: ...", or without the place where it has none. Returns whether there is one. */
bool DocumentReject(const Document *document, const Objection *objection, Verdict *verdict);

#endif
