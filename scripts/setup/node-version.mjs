import { StepError } from '../lib/report.mjs'

const MINIMUM = [20, 19]

/** @param {string} [version] */
export function checkNodeVersion(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [minMajor = 0, minMinor = 0] = MINIMUM
  if (major > minMajor || (major === minMajor && minor >= minMinor)) return `v${version}`
  throw new StepError(
    `Segue needs Node.js ${MINIMUM.join('.')} or newer; this is ${version}. Install a newer one from your system's packages or nodejs.org and try again.`,
  )
}
