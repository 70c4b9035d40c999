// Medians, and what a figure is in proportion to another of the same round.

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The value that `share` of the numbers do not exceed: 0.99 for the p99. */
export function percentile(numbers, share) {
  const sorted = Float64Array.from(numbers).sort()
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
}

/**
 * Measures every variant once a round, in an order that turns, so that no variant always comes first
 * and what slows the machine for a while slows them all.
 *
 * @param {readonly string[]} variants
 * @param {(variant: string) => Promise<Record<string, number>>} measure
 * @returns {Promise<Record<string, Record<string, number>>[]>} a round each: figures by variant
 */
export async function measureRounds(variants, count, measure, progress) {
  const rounds = []
  for (let index = 0; index < count; index++) {
    const round = {}
    for (let step = 0; step < variants.length; step++) {
      const variant = variants[(index + step) % variants.length]
      progress?.(`round ${index + 1} of ${count}: ${variant}`)
      round[variant] = await measure(variant)
    }
    rounds.push(round)
  }
  return rounds
}

/** The median of a variant's figure over the rounds. */
export function medianOf(rounds, variant, key) {
  return median(rounds.map((round) => round[variant][key]))
}

/** The median of each round's ratio of one variant's figure to another's. */
export function ratioOf(rounds, variant, base, key) {
  return median(rounds.map((round) => round[variant][key] / round[base][key]))
}
