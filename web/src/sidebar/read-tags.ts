/** Tags as they are typed: by commas, each once, as long and as many as the server takes. */
export const readTags = (text: string): string[] => [...new Set(text.split(',').map(tag => tag.trim().slice(0, 50)).filter(tag => tag !== ''))].slice(0, 20)
