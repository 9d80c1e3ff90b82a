#ifndef DRIFT_VERDICT_H
#define DRIFT_VERDICT_H

enum drift_verdict {
	DRIFT_PASS,
	DRIFT_FAIL,
	DRIFT_UNDECIDED,
	DRIFT_OFF, /* of a gate: told, not judged */
};

/* pass, fail, undecided, off */
const char *drift_verdict_word(enum drift_verdict verdict);

/* Of two verdicts the one that counts: fail before undecided before pass
 * before off. */
enum drift_verdict drift_verdict_worse(enum drift_verdict a,
    enum drift_verdict b);

#endif
