import { useEffect, useRef, useState } from 'react'
import Plot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { spoken } from '../../i18n/language.ts'
import { colors } from './colors.ts'
import { createTip } from './tip.ts'
import { useTheme } from './use-theme.ts'
import './chart.css'

export type ChartSeries = {
  label: string
  /** One for each time; null where nothing is known. */
  values: readonly (number | null)[]
  kind?: 'line' | 'bars' | 'points'
  /** A variable of the design, instead of the next colour. */
  color?: string
}

export type TimeChartProps = {
  /** What it shows, for who cannot see it; a table beside it says the rest. */
  label: string
  /** Unix seconds, ascending. */
  times: readonly number[]
  series: readonly ChartSeries[]
  format: (value: number) => string
  height?: number
  /** Whether hours or days are told. */
  isByDay?: boolean
  /** One beside the other, however long it was between them. */
  isEven?: boolean
  /** Of things that are counted there are no halves. */
  isCount?: boolean
}

const wholeSteps = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map(step => step * 10 ** power)).flat()

/** Values over time, drawn on a canvas. Loaded where there is something to draw. */
export default function TimeChart ({ label, times, series, format, height = 220, isByDay = false, isEven = false, isCount = false }: TimeChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const theme = useTheme()
  const [width, setWidth] = useState(0)

  useEffect(() => {
    const watcher = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    watcher.observe(place.current!) // it is drawn
    return () => watcher.disconnect()
  }, [])

  useEffect(() => {
    if (width === 0) return
    const style = getComputedStyle(place.current!) // it is drawn
    const color = (name: string): string => style.getPropertyValue(name).trim()
    const font = `12px ${style.getPropertyValue('--font')}`
    const axis = { stroke: color('--ink-soft'), font, ticks: { show: false } }
    const dateFormat = new Intl.DateTimeFormat(spoken.get().region, isByDay ? { dateStyle: 'medium' } : { dateStyle: 'medium', timeStyle: spanOf(times) < 1200 ? 'medium' : 'short' })
    const shortFormat = new Intl.DateTimeFormat(spoken.get().region, isByDay ? { day: 'numeric', month: 'short' } : { hour: 'numeric', minute: '2-digit', ...spanOf(times) < 1200 && { second: '2-digit' } })
    const timeOf = (x: number): number | undefined => isEven ? times[x] : x
    const sayTime = (format: Intl.DateTimeFormat, x: number): string => {
      const seconds = timeOf(x)
      return seconds === undefined ? '' : format.format(seconds * 1000)
    }
    const chart = new Plot({
      width,
      height,
      padding: [8, 28, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { size: 7 } },
      scales: { x: { time: !isEven, range: (_chart, min, max) => isEven ? [-0.7, times.length - 0.3] : rangeOf(min, max) }, y: { range: (_chart, _min, max) => [0, max > 0 ? max * 1.1 : 1] } },
      axes: [
        { ...axis, grid: { show: false }, space: 70, size: 32, ...isEven && { incrs: [1, 2, 5, 10, 20, 50] }, values: (_chart, ticks) => ticks.map(tick => sayTime(shortFormat, tick)) },
        { ...axis, grid: { stroke: color('--line'), width: 1 }, size: 64, ...isCount && { incrs: wholeSteps }, values: (_chart, ticks) => ticks.map(format) },
      ],
      series: [{}, ...series.map(({ label, kind = 'line', color: name }, index) => toSeries(label, kind, color(name ?? colors[index % colors.length]!), series.length === 1))],
      plugins: [createTip({ format, formatTime: x => sayTime(dateFormat, x) })],
    }, [isEven ? times.map((_, index) => index) : [...times], ...series.map(({ values }) => [...values])], place.current!) // it is drawn
    return () => chart.destroy()
  }, [times, series, format, height, isByDay, isEven, isCount, width, theme])

  return <div ref={place} className='adm-chart' role='img' aria-label={label} />
}

/** It is there in this build. */
const { bars } = Plot.paths

/** Seconds. */
const spanOf = (times: readonly number[]): number => (times.at(-1) ?? 0) - (times[0] ?? 0)

/** One point alone has no width. */
const rangeOf = (min: number, max: number): [number, number] => min === max ? [min - 300, max + 300] : [min, max]

function toSeries (label: string, kind: NonNullable<ChartSeries['kind']>, stroke: string, isAlone: boolean): Plot.Series {
  if (kind === 'bars') return { label, stroke, fill: stroke, width: 0, paths: bars!({ size: [0.7, 36], radius: 0.15 }), points: { show: false } }
  if (kind === 'points') return { label, stroke, paths: () => null, points: { show: true, size: 8, stroke, fill: stroke } }
  return { label, stroke, width: 2, points: { size: 5, stroke, fill: stroke }, spanGaps: false, ...isAlone && { fill: `color-mix(in srgb, ${stroke} 12%, transparent)` } }
}
