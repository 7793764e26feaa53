/**
 * Event-loop delay since the last reading, in ms; reading resets it. With `waitMs` it is reset, then measured so long.
 * @param {string} url @param {number} [waitMs]
 */
export async function readDelay(url, waitMs) {
  if (waitMs !== undefined) {
    await fetch(`${url}/metrics`).then((response) => response.text())
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
  const text = await (await fetch(`${url}/metrics`)).text()
  const read = (/** @type {string} */ name) =>
    Number(
      (
        Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)`, 'm').exec(text)?.[1]) * 1000
      ).toFixed(2),
    )
  return { p50: read('p50'), p99: read('p99'), max: read('max') }
}
