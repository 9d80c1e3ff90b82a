#ifndef LM_TOKENIZER_SPLIT_STEPS_H
#define LM_TOKENIZER_SPLIT_STEPS_H

/*
 * The steps of splitting: given a piece's rest, at < end, each says where the
 * word that begins at at ends.  A regular expression sees nothing beyond end.
 */
typedef const char *lm_split_step(const char *at, const char *end);

/* The regular expressions of GPT-2; of Llama 3; of Qwen 2. */
lm_split_step lm_split_gpt2;
lm_split_step lm_split_llama3;
lm_split_step lm_split_qwen2;
/* Mistral's tekken, in capitals and small letters; DeepSeek 3's last one. */
lm_split_step lm_split_tekken;
lm_split_step lm_split_deepseek3;

/*
 * Those that follow find the next match, wherever it is; what stands before
 * it is a word too.
 */
lm_split_step lm_split_newline;	      /* [\r\n] */
lm_split_step lm_split_letters;	      /* \s?\p{L}+ */
lm_split_step lm_split_punctuations;  /* \s?\p{P}+ */
lm_split_step lm_split_number;	      /* \p{N} */
lm_split_step lm_split_numbers;	      /* \p{N}+ */
lm_split_step lm_split_numbers_3;     /* \p{N}{1,3} */
lm_split_step lm_split_digits_3;      /* [0-9][0-9][0-9] */
lm_split_step lm_split_space_at_end;  /* \s+$ */
lm_split_step lm_split_east_asian;    /* [一-龥ࠀ-一가-퟿]+ */
lm_split_step lm_split_han_kana;      /* [一-龥぀-ゟ゠-ヿ]+ */
lm_split_step lm_split_cased_letters; /* DeepSeek's list of letters */
lm_split_step lm_split_marks_of_text; /* DeepSeek's list of punctuation */
lm_split_step lm_split_falcon;	      /* [\p{P}\$\+<=>\^~\|`]+ */
lm_split_step lm_split_default;	      /* [\p{P}\$\+<=>\^~\|]+ */
lm_split_step lm_split_bloom;	      /*  ?[^(\s|.,!?…。，、।۔،)]+ */
lm_split_step lm_split_sentinel;      /* <sentinel:[0-9]+> */
lm_split_step lm_split_image;	      /* (IMGIMG)((A|...|I){1,4})Z */
lm_split_step lm_split_blanks;	      /* ([\t\n]|    |  ) */
lm_split_step lm_split_punctuation;   /* [\p{P}!-/:-@\[-`{-~] */

#endif
