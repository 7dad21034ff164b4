import { createTableSql } from '#kernel/run/columns';
import { kinds } from '#server/registry';

// Prints the tables of the records named on the command line, as a start for a migration.
for (const name of process.argv.slice(2)) {
  const found = kinds.find((k) => k.record.name === name);
  if (!found) throw new Error(`No record is called ${name}.`);
  console.log(createTableSql(found.record));
}
