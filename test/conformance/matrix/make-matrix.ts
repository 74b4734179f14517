import type { Test } from 'tap'
import { addAnswering } from '../../helpers/answering-upstream.ts'
import { startApp } from '../../helpers/app.ts'
import { doors, type Door } from '../../helpers/doors.ts'
import type { Upstream } from '../../helpers/replay-upstream.ts'
import { kinds, type Kind } from '../../helpers/voices.ts'
import { features, type Feature } from './features.ts'
import { observe, type Cell } from './observe.ts'
import { observeOther, otherDoors } from './other-doors.ts'

export type Row = { feature: string; cells: Record<Kind, Cell> }
export type Section = { dialect: string; path: string; rows: Row[] }

const canAsk = ({ lacks }: Door, { question, takes }: Feature): boolean => !lacks.some(lack => lack === takes || Object.hasOwn(question, lack))

const makeRow = async (feature: string, run: (kind: Kind) => Promise<Cell>): Promise<Row> => {
  const cells: [Kind, Cell][] = []
  for (const kind of kinds) cells.push([kind, await run(kind)])
  return { feature, cells: Object.fromEntries(cells) as Row['cells'] } // of every kind
}

/** Every door over every kind of provider, feature by feature, each cell run on a real server. */
export async function makeMatrix (t: Pick<Test, 'teardown'>): Promise<Section[]> {
  const server = await startApp(t)
  const upstreams = new Map<Kind, Upstream>()
  for (const kind of kinds) upstreams.set(kind, await addAnswering(t, server, kind))
  const sections: Section[] = []
  for (const door of Object.values(doors)) {
    if (door.path === undefined) continue
    const rows: Row[] = []
    for (const feature of features.filter(feature => canAsk(door, feature))) rows.push(await makeRow(feature.name, kind => observe({ server, upstreams }, door, kind, feature)))
    sections.push({ dialect: door.dialect, path: door.path, rows })
  }
  for (const door of otherDoors) {
    const rows: Row[] = []
    for (const feature of door.features) rows.push(await makeRow(feature.name, kind => observeOther({ server, upstreams }, door, kind, feature)))
    sections.push({ dialect: door.title, path: door.path, rows })
  }
  return sections
}
