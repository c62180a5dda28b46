/* Operators that the input gives a task as strings (physics/algebra/expression.h), in the parameters of the model and N. */
#ifndef PILIND_TASKS_OPERATOR_OPTION_H
#define PILIND_TASKS_OPERATOR_OPTION_H

#include "physics/algebra/polynomial.h"
#include "tasks/task.h"

/* What is asked of a string. */
typedef struct {
  const char *name;      /* the option's, for messages */
  const char *otherwise; /* what is said of one that is not Hermitian, up to by how much; NULL: it need not be */
  int         degree;    /* at most so many letters */
} OperatorRule;

/* For prepare(): is it an operator at values that stand for the parameters? What depends on the parameters is left to OperatorAt. */
bool OperatorCheck(const TaskOptions *options, const Node *node, const OperatorRule *rule, Objection *objection);

/* The operator at a point, which the caller frees: NULL, or what is wrong (until the next call). Not collective. */
const char *OperatorAt(const TaskOptions *options, const double *point, const Node *node, const OperatorRule *rule, Polynomial *P);

#endif
