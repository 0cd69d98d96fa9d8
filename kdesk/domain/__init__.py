"""What a journal is: frozen values and pure rules, standard library only."""
