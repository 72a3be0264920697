def desk(request, pk):
    raise NotImplementedError
