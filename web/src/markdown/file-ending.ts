const endings: Readonly<Record<string, string>> = { javascript: 'js', typescript: 'ts', python: 'py', bash: 'sh', shell: 'sh', markdown: 'md', ruby: 'rb', rust: 'rs', kotlin: 'kt', csharp: 'cs', 'c#': 'cs', 'c++': 'cpp', yaml: 'yml', mermaid: 'mmd', text: 'txt', plaintext: 'txt', perl: 'pl', haskell: 'hs' }

/** How a file in a language is called. */
export const fileEnding = (language: string): string => endings[language] ?? (/^[a-z0-9]{1,10}$/.test(language) ? language : 'txt')
