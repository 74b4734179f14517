// Builds the page to web/dist: hashed assets, compressed beforehand, a service worker that knows them, and the manifest.
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompress } from './build/precompress.ts'
import { firstPaint } from './build/first-paint.ts'
import { serviceWorker } from './build/service-worker.ts'

const server = process.env['PARLANCE_URL'] ?? 'http://127.0.0.1:3000'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), firstPaint(), serviceWorker(), precompress()],
  resolve: {
    alias: { '@parlance/client': join(import.meta.dirname, '../client/src/index.ts') },
    // the test runner brings React 18 to the root; one page has one React
    dedupe: ['react', 'react-dom'],
  },
  build: {
    target: 'es2022',
    manifest: true,
    sourcemap: false,
    // inlined assets would be data: scripts and styles, which the policy forbids
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: { page: join(import.meta.dirname, 'index.html'), artifact: join(import.meta.dirname, 'frames/artifact.html'), diagram: join(import.meta.dirname, 'frames/diagram.html') },
    },
  },
  worker: { format: 'es' },
  // `npm run dev`: what is not the page's goes to the server
  server: {
    proxy: Object.fromEntries(['/api', '/docs', '/openapi.json', '/asyncapi.json', '/socket.io'].map(path => [path, { target: server, ws: path === '/socket.io' }])),
  },
})
