import fc from 'fast-check'

// What is drawn at random is drawn alike in every run: what a change of the source does to the tests shall not depend on luck.
fc.configureGlobal({ seed: 1 })
