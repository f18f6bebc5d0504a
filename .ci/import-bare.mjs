// Imports entries in this process, then in a worker. Both end by themselves where nothing was left running.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { isMainThread, Worker, workerData } from 'node:worker_threads'

const [folder, ...specifiers] = isMainThread ? process.argv.slice(2) : workerData
const { resolve } = createRequire(`${folder}/package.json`)

for (const specifier of specifiers) await import(pathToFileURL(resolve(specifier)).href)
if (isMainThread) new Worker(new URL(import.meta.url), { workerData: [folder, ...specifiers] })
