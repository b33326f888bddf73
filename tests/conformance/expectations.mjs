// What must hold, and why the rest does not.

/** Passes; below them the run fails. */
export const bars = { required: 152, optimal: 75 }

const contradicts =
  'the suite contradicts itself: the name of the test wants `0, old` taken for stale, as its neighbours do; weir takes every `Age` that is not one number for old'
const noPartial =
  'weir asks for the whole in the place of a range, so that it can be stored; the suite wants its origin to see the range'
const upperCase =
  'a target or a directive in upper case is not a dictionary of RFC 9651; by RFC 9213 2.1 the field is ignored then'

const reasons = {
  'age-parse-prefix': contradicts,
  'headers-store-Transfer-Encoding':
    'the origin sends a transfer coding that does not exist: a framing in doubt is answered by 502 (RFC 9112 6.3)',
  '304-etag-update-response-ETag':
    "the 304 carries another strong tag than the stored response's: it updates nothing (RFC 9111 4.3.4); weir asks again without the condition, which the suite's origin answers by status 999",
  'method-POST': 'answers to POST are not stored (RFC 9110 9.3.3 allows it, few clients mean it)',
  'vary-normalise-lang-order': '`Accept-Language` is compared member by member in the order given; reordering would have to read weights',
  'vary-normalise-lang-select': 'which language an origin would select is not known to a cache',
  'conditional-lm-fresh-no-lm': 'without Last-Modified the condition is held against Date (RFC 9111 4.3.2), which is later than the one that the test sends',
  'partial-store-partial-reuse-partial': noPartial,
  'partial-store-partial-reuse-partial-byterange': noPartial,
  'partial-store-partial-reuse-partial-absent': noPartial,
  'partial-store-partial-reuse-partial-suffix': noPartial,
  'partial-store-partial-complete': noPartial,
  'surrogate-max-age-me-target': upperCase,
  'surrogate-max-age-case-insensitive': upperCase,
  'surrogate-fresh-cc-nostore': upperCase
}

/** For a table: what is known of the failure, else what the suite says. */
export function reasonOf (test, outcome, result) {
  const said = Array.isArray(result) ? result[1] : 'no result'
  if (reasons[test.id]) return reasons[test.id]
  if (outcome === 'dependency') return `waits for ${test.depends_on.map(id => `\`${id}\``).join(', ')}`
  return said.replaceAll('|', '\\|')
}
