// What must hold, and why the rest does not.

/** Passes; below them the run fails. */
export const bars = { required: 152, optimal: 75 }

export const reasons = {}

export function reasonOf (test, outcome, result) {
  if (reasons[test.id]) return reasons[test.id]
  if (outcome === 'dependency') return `waits for ${test.depends_on.map(id => `\`${id}\``).join(', ')}`
  return Array.isArray(result) ? result[1] : 'no result'
}
