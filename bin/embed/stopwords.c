#include "stopwords.h"

/* clang-format off */
const char lm_stopwords[] =
    /* English */
    "a about above after again all also an and any are as at be because been "
    "before being below between both but by can could did do does down during "
    "each few for from further had has have he her here him his how i if in "
    "into is it its just may me might more most must my no nor not of off on "
    "once one only or other our out over own same shall she should so some "
    "such than that the their them then there these they this those through "
    "to too under until up upon us use used using very was we were what when "
    "where which while who whom whose why will with would you your "
    /* German */
    "aber als am auch auf aus bei bin bis bist da dann das dass dein dem den "
    "denn der des die dies diese diesem diesen dieser dieses doch du durch "
    "ein eine einem einen einer eines er es euch euer f\303\274r gegen haben "
    "hat hatte hatten ich ihm ihn ihnen ihr ihre im ist ja jede jeder kann "
    "kein keine k\303\266nnen mein mich mir mit muss nach nicht noch nur ob "
    "oder ohne sehr sein seine sich sie sind \303\274ber um und uns unser "
    "unter vom von vor war waren weil wenn wer werden wie wir wird wo wurde "
    "wurden zu zum zur zwischen "
    /* French */
    "au aux avec ce ces cet cette dans de donc du elle elles en est et \303"
    "\252tre eux il ils je la le les leur leurs lui ma mais mes moi mon ne nos "
    "notre nous on ont ou o\303\271 par pas plus pour qu que quel quelle qui "
    "sa sans ses si son sont sur ta te tes ton tu un une vos votre vous y "
    "\303\240 \303\251t\303\251 "
    /* Spanish */
    "al algo ante como con contra cual cuando del desde donde el ella ellas "
    "ellos entre era eran esa ese eso esta estas este esto estos est\303\241 "
    "est\303\241n ha hasta hay la las lo los m\303\241s me mi muy nada ni o "
    "otra otro para pero por porque se sea ser sin sobre su sus "
    "tambi\303\251n todo todos una uno unos y ya yo";
/* clang-format on */
