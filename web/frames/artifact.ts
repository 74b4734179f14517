// Becomes the page that it is sent. It runs in a frame that has no origin; the policy of its answer takes the network away.
addEventListener('message', ({ data, source }) => {
  if (source !== parent || typeof data?.html !== 'string') return
  document.open()
  document.write(data.html)
  document.close()
}, { once: true })
parent.postMessage('ready', '*')
