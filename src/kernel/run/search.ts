/** Every window of two characters of a term, lower case: the same rule as the SQL function `bigrams`. None for a single character. */
export function bigramsOf(term: string): string[] {
  const characters = Array.from(term.toLowerCase());
  const grams = new Set<string>();
  for (let i = 0; i + 1 < characters.length; i++) grams.add(`${characters[i]}${characters[i + 1]}`);
  return [...grams];
}

/** A pattern for `ilike` that finds the term itself anywhere; its own wildcards lose their meaning. */
export const likePattern = (term: string): string => `%${term.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
