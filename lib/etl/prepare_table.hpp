#pragma once

#include "etl/load_state.hpp"

namespace selfopt::etl {

/// Makes the table that the plan describes.
void create_table(const Load& load);

/// Brings the table into the state in which rows are copied into it: made, emptied, or with other
/// columns, as the options want it. In the transaction that is open.
/// \throws Error{refused}, Error{input} if the table is not what it has to be
void prepare_table(const Load& load);

}  // namespace selfopt::etl
