import type uPlot from 'uplot'

type TipOptions = { format: (value: number) => string; /** Of a place on the axis. */ formatTime: (x: number) => string }

/** Says the values below the pointer. */
export function createTip ({ format, formatTime }: TipOptions): uPlot.Plugin {
  const tip = document.createElement('div')
  tip.className = 'adm-chart-tip'
  tip.hidden = true

  const line = (chart: uPlot, index: number, at: number): HTMLElement | undefined => {
    const value = chart.data[index]?.[at]
    const { label, stroke } = chart.series[index]!
    if (value == null) return undefined
    const row = document.createElement('div')
    const mark = document.createElement('span')
    mark.className = 'adm-chart-mark'
    mark.style.background = typeof stroke === 'function' ? String(stroke(chart, index)) : String(stroke)
    row.append(mark, `${String(label)}: ${format(value)}`)
    return row
  }
  return {
    hooks: {
      init: chart => { chart.over.append(tip) },
      setCursor (chart) {
        const { idx: at, left = -1 } = chart.cursor
        tip.hidden = at == null || left < 0
        if (at == null || left < 0) return
        const time = document.createElement('strong')
        time.textContent = formatTime(chart.data[0][at]!)
        const lines = chart.series.flatMap((_, index) => index === 0 ? [] : [line(chart, index, at) ?? []].flat())
        tip.replaceChildren(time, ...lines)
        const isRight = left > chart.over.clientWidth / 2
        tip.style.left = isRight ? '' : `${left + 12}px`
        tip.style.right = isRight ? `${chart.over.clientWidth - left + 12}px` : ''
      },
    },
  }
}
