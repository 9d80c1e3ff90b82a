#ifndef LM_EMBED_STOPWORDS_H
#define LM_EMBED_STOPWORDS_H

/*
 * Function words of English, German, French and Spanish, lower case, UTF-8:
 * what a text shares with every other.  Only used where no document
 * frequencies were learned.  Separated by spaces.
 */
extern const char lm_stopwords[];

#endif
